import{a,b}from"./part-FLJUIKPP.js";import"./part-QVLIQXSQ.js";import"./chunk-MBISD3B3.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
