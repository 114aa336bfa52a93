import{a,b}from"./part-HKSCPTKV.js";import"./part-QVLIQXSQ.js";import"./chunk-7XNJ2KWC.js";import"./chunk-IT2L6CMV.js";export{a as Saved,b as SavedLinks};
