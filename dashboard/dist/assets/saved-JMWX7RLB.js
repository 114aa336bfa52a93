import{a,b}from"./part-HE74RCZ7.js";import"./part-QVLIQXSQ.js";import"./chunk-QNMEWFLZ.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
