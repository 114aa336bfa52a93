import{a,b}from"./part-PZUMOFJA.js";import"./part-YNMYUACQ.js";import"./chunk-JPKSDLIQ.js";import"./chunk-M3VFSIXN.js";export{a as Saved,b as SavedLinks};
