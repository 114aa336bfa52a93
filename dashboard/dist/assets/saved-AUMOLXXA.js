import{a,b}from"./part-RSBGRRHL.js";import"./part-QVLIQXSQ.js";import"./chunk-65LXQN45.js";import"./chunk-IT2L6CMV.js";export{a as Saved,b as SavedLinks};
