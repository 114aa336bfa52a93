import{a,b}from"./part-R5CIDVHH.js";import"./part-QVLIQXSQ.js";import"./chunk-MZAVXWVS.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
