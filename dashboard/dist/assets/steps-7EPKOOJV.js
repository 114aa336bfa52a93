import{a,b}from"./part-OMITQHWQ.js";import"./part-2LJW4F2W.js";import"./part-VNO73BBI.js";import"./chunk-IHJYFUC2.js";export{b as Steps,a as isFault};
