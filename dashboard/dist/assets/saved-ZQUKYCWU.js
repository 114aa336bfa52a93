import{a,b}from"./part-WHHTHVRS.js";import"./part-QVLIQXSQ.js";import"./chunk-BUCHCJFZ.js";import"./chunk-IT2L6CMV.js";export{a as Saved,b as SavedLinks};
