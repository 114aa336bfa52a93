import{a,b}from"./part-HKPKAESZ.js";import"./part-QVLIQXSQ.js";import"./chunk-4VLVDCFS.js";import"./chunk-IT2L6CMV.js";export{a as Saved,b as SavedLinks};
