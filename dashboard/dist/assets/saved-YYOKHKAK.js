import{a,b}from"./part-RCPEOTN5.js";import"./part-OHINKLYW.js";import"./chunk-K5EE42CM.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
