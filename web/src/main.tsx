import { render } from "preact";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/home.css";
import "./styles/recording.css";
import { App } from "./app";
import { followTheme } from "./theme";

followTheme();
const root = document.getElementById("app");
if (root) render(<App />, root);
