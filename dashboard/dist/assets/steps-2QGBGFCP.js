import{a,b}from"./part-I3EMAHLQ.js";import"./part-IJG3MIVP.js";import"./part-YPLEAM4S.js";import"./chunk-ESFAVAXP.js";export{b as Steps,a as isFault};
