import{a,b}from"./part-JBD3U4HT.js";import"./part-QVLIQXSQ.js";import"./chunk-OETOQHFW.js";import"./chunk-IT2L6CMV.js";export{a as Saved,b as SavedLinks};
