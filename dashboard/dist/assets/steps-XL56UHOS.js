import{a,b}from"./part-OJQBWDVA.js";import"./part-I6C66FKD.js";import"./part-Z2KCGUWQ.js";import"./chunk-R6Y2A7VA.js";export{b as Steps,a as isFault};
