import{a,b}from"./part-N6D2YB55.js";import"./part-QVLIQXSQ.js";import"./chunk-R74BLWVY.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
