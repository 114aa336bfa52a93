import{a,b}from"./part-5GAI765Z.js";import"./part-XZTZGEKW.js";import"./part-DNJCYA7P.js";import"./chunk-EQSGT4SW.js";export{b as Steps,a as isFault};
