import{a,b}from"./part-JRHJQ4NM.js";import"./part-NTEGSG4N.js";import"./part-AVESMUUV.js";import"./chunk-KHBYF6BQ.js";export{b as Steps,a as isFault};
