import{a,b}from"./part-TUW5WIL6.js";import"./part-QVLIQXSQ.js";import"./chunk-3GWJR5LX.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
