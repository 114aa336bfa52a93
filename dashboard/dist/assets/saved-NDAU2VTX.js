import{a,b}from"./part-K55NQKWQ.js";import"./part-QVLIQXSQ.js";import"./chunk-H76NW2Y7.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
