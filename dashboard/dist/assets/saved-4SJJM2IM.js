import{a,b}from"./part-GGZJ466V.js";import"./part-YNMYUACQ.js";import"./chunk-JQVY4YUJ.js";import"./chunk-M3VFSIXN.js";export{a as Saved,b as SavedLinks};
