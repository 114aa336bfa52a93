import{a,b}from"./part-MK765KLU.js";import"./part-QVLIQXSQ.js";import"./chunk-TMWHPP4R.js";import"./chunk-IT2L6CMV.js";export{a as Saved,b as SavedLinks};
