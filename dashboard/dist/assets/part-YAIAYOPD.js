var o=["build","fix","docs","answer"],s={build:"triage",fix:"reports",docs:"screens",answer:"comments"},t=e=>e?s[e]:"triage";export{o as a,t as b};
