import{a,b}from"./part-H5U2VGDX.js";import"./part-QVLIQXSQ.js";import"./chunk-MAZBT7AO.js";import"./chunk-A2ISSL4A.js";export{a as Saved,b as SavedLinks};
