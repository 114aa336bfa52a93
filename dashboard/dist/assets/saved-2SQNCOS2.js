import{a,b}from"./part-EE2HFB2A.js";import"./part-QVLIQXSQ.js";import"./chunk-XFUQM5FT.js";import"./chunk-AJK2SBDC.js";export{a as Saved,b as SavedLinks};
