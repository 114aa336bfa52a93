import{a,b}from"./part-2TAC6NEV.js";import"./part-QVLIQXSQ.js";import"./chunk-AZLKHZX4.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
