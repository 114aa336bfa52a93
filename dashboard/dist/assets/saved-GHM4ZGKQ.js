import{a,b}from"./part-V63SU366.js";import"./part-QVLIQXSQ.js";import"./chunk-VQ4QEOQL.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
