"""A renderer that stops when consent is revoked. Needs no service: it runs against a fake in its own process."""

from cameo_client.connection import dev_connection
from cameo_client.fake_server import FakeCameo
from cameo_client.pb.cameo.v1 import render_service_pb2, terms_pb2
from cameo_client.services.render import RenderClient
from cameo_client.watch_client import guarded_renders

with FakeCameo() as cameo, cameo.channel() as channel:
    cameo.allow("ada")
    service = dev_connection(channel, "studio", "generation")  # in production: one channel for each port
    with guarded_renders("studio", service, service) as guard:
        prompt, face = "@ada plays trumpet among zebras", [terms_pb2.MODALITY_FACE]
        question = render_service_pb2.CheckPromptRequest(
            prompt=prompt, job_id="job-1", modalities=face, use=terms_pb2.USE_PRIVATE
        )
        answer = RenderClient(service).check_prompt(question)
        render = guard.admit(answer.render_grant, job="job-1", prompt=prompt, cancel=lambda why: print("stop:", why))
        frames = 0
        while render.may_go_on():  # between frames, and before anything leaves this machine
            frames += 1
            if frames == 100:
                cameo.revoke("ada")
        guard.finish(render)
        print("may go on:", render.may_go_on())
