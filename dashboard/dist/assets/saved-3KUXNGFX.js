import{a,b}from"./part-CMU7MCM6.js";import"./part-QVLIQXSQ.js";import"./chunk-DG4ECQ2N.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
