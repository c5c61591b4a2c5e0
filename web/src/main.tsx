import { render } from "preact";
import { App } from "./app";
import "./styles/base.css";
import "./styles/frame.css";
import "./styles/home.css";
import "./styles/recording.css";
import { followTheme } from "./theme";

followTheme();
const root = document.getElementById("app");
if (root) render(<App />, root);
