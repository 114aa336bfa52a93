// The "This screen" tab: the questions, then the requests of this screen.
import { Helpful } from "../parts/helpful";
import { List } from "../parts/list";
import { useSession } from "../parts/parts";

/** The "This screen" tab. */
export function Requests() {
  const { place, core, Ask, Asked } = useSession();
  return (
    <>
      {Ask && <Ask />}
      {Asked && <Asked />}
      <Helpful key={core.aide().named(place)} place={place} />
      <List key={`list ${place.route}`} place={place} />
    </>
  );
}
