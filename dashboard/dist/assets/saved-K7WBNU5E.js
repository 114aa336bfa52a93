import{a,b}from"./part-POKHDQO5.js";import"./part-QVLIQXSQ.js";import"./chunk-F467Z5HV.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
