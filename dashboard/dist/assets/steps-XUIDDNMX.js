import{a,b}from"./part-MBNKJQQI.js";import"./part-3TKH4WES.js";import"./part-RO4BOQKE.js";import"./chunk-IT2L6CMV.js";export{b as Steps,a as isFault};
