import{a,b}from"./part-P5RZTUMC.js";import"./part-FTMCDCH2.js";import"./part-Z2KCGUWQ.js";import"./chunk-R6Y2A7VA.js";export{b as Steps,a as isFault};
