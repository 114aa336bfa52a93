import{a,b}from"./part-AJ56DB4H.js";import"./part-UHRF4RNG.js";import"./part-DDXQIU7V.js";import"./chunk-UW4WG3AU.js";export{b as Steps,a as isFault};
