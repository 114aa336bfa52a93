import{a,b}from"./part-W5YD42AS.js";import"./part-JNCIK4PN.js";import"./chunk-GJ4JRTO5.js";export{b as Steps,a as isFault};
