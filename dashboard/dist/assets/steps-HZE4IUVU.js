import{a,b}from"./part-4RS6Z7NG.js";import"./part-X6VJAHSJ.js";import"./part-PAERWQQD.js";import"./chunk-AJK2SBDC.js";export{b as Steps,a as isFault};
