import{a,b}from"./part-UOAMJXK7.js";import"./part-YSX2XQIZ.js";import"./part-QFBCAXFK.js";import"./chunk-MB5GSERA.js";export{b as Steps,a as isFault};
