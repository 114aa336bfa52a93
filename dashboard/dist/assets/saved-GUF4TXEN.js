import{a,b}from"./part-LZ4IWBEB.js";import"./part-QVLIQXSQ.js";import"./chunk-PKSVB5IA.js";import"./chunk-R6Y2A7VA.js";export{a as Saved,b as SavedLinks};
