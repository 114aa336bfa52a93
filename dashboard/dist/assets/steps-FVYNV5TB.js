import{a,b}from"./part-STVPVBIM.js";import"./part-O4TF4QFT.js";import"./part-UOU6A7X3.js";import"./chunk-EQSGT4SW.js";export{b as Steps,a as isFault};
