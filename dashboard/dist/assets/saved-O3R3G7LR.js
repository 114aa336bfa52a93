import{a,b}from"./part-EOEE6CU7.js";import"./part-QVLIQXSQ.js";import"./chunk-IDCBQL3Q.js";import"./chunk-IT2L6CMV.js";export{a as Saved,b as SavedLinks};
