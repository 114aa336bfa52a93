import{a,b}from"./part-IFRPEZFW.js";import"./part-YNMYUACQ.js";import"./chunk-QKDWX6RB.js";import"./chunk-M3VFSIXN.js";export{a as Saved,b as SavedLinks};
