import{a,b}from"./part-7JGRQOXI.js";import"./part-QVLIQXSQ.js";import"./chunk-ETXOK44Y.js";import"./chunk-ESFAVAXP.js";export{a as Saved,b as SavedLinks};
