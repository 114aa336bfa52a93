import{a,b}from"./part-O4UZOXAP.js";import"./part-QVLIQXSQ.js";import"./chunk-P6OVWFVJ.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
