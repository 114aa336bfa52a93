import{a,b}from"./part-EHZ4BQZZ.js";import"./part-YNMYUACQ.js";import"./chunk-C6CXGSAN.js";import"./chunk-M3VFSIXN.js";export{a as Saved,b as SavedLinks};
