import{a,b}from"./part-HYOHVAT3.js";import"./part-QVLIQXSQ.js";import"./chunk-ISQOTM3O.js";import"./chunk-IT2L6CMV.js";export{a as Saved,b as SavedLinks};
