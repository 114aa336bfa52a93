function e(){let t=new URLSearchParams(location.hash.slice(1)).get("token");return t&&history.replaceState(history.state,"",location.pathname+location.search),t}export{e as a};
