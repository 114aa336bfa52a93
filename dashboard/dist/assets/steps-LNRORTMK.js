import{a,b}from"./part-EBEIM5S6.js";import"./part-6QEER3PZ.js";import"./part-TBCXQ5UN.js";import"./chunk-TW7DKQW3.js";export{b as Steps,a as isFault};
