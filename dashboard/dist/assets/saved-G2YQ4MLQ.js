import{a,b}from"./part-S5NC7DFE.js";import"./part-QVLIQXSQ.js";import"./chunk-R75R3RRM.js";import"./chunk-R6Y2A7VA.js";export{a as Saved,b as SavedLinks};
