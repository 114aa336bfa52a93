import{a,b}from"./part-SAOMVI5H.js";import"./part-OHINKLYW.js";import"./chunk-JS4ZXA3Z.js";import"./chunk-IHJYFUC2.js";export{a as Saved,b as SavedLinks};
