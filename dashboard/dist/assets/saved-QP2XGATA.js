import{a,b}from"./part-KABVM3BJ.js";import"./part-QVLIQXSQ.js";import"./chunk-CVORMLPV.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
