import{a,b}from"./part-KXRKHO5A.js";import"./part-OHINKLYW.js";import"./chunk-VFIJZIKP.js";import"./chunk-NDNQJBT7.js";export{a as Saved,b as SavedLinks};
