import{a,b}from"./part-KDN2SOJZ.js";import"./part-VUS3KUIS.js";import"./part-UOU6A7X3.js";import"./chunk-EQSGT4SW.js";export{b as Steps,a as isFault};
