import{a,b}from"./part-SUZKYLOH.js";import"./part-GM2TMMKB.js";import"./part-NTAHKUPW.js";import"./chunk-JLV5BERG.js";export{b as Steps,a as isFault};
