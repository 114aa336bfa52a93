import{a,b}from"./part-OI2STIOB.js";import"./part-QVLIQXSQ.js";import"./chunk-S43ZBIYH.js";import"./chunk-IT2L6CMV.js";export{a as Saved,b as SavedLinks};
