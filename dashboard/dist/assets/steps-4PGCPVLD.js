import{a,b}from"./part-CFSU6HOF.js";import"./part-MGBMHMRQ.js";import"./chunk-FRH2PATO.js";export{b as Steps,a as isFault};
